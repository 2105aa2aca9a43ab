import { measureBackend } from './backend/measure.js';

const say = (what: string) => console.error(`${new Date().toISOString().slice(11, 19)} ${what}`);
const isQuick = process.argv.includes('--quick');
console.log(
  JSON.stringify(
    await measureBackend(
      isQuick
        ? { rounds: 4, seconds: 0.5, sizes: [1_000, 100_000], processes: [1, 2], links: 10 }
        : { rounds: 10, seconds: 1, sizes: [1_000, 100_000, 1_000_000], processes: [1, 2, 4], links: 50 },
      say,
    ),
    undefined,
    2,
  ),
);
