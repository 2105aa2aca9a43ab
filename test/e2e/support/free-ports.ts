import { createServer } from 'node:net';

/** Below those that systems give to outgoing connections and to servers that ask for any port: 32768 on Linux. */
const lowest = 20_000;
const highest = 32_000;

/** The ports that this process asked for last. Other processes begin elsewhere, so that two do not find the same ones free. */
let next = lowest + ((process.pid * 20) % (highest - lowest));

/** Returns the first of this number of consecutive free ports. */
export async function findPorts(count: number): Promise<number> {
  for (;;) {
    const first = next;
    next = first + 2 * count > highest ? lowest : first + count;
    const ports = Array.from({ length: count }, (_, index) => first + index);
    if ((await Promise.all(ports.map(isFree))).every(Boolean)) return first;
  }
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}
