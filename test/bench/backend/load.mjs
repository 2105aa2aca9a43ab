import autocannon from 'autocannon';

// node load.mjs '{"url": …, "headers": [{…}], "connections": 16, "seconds": 1, "rate": 500}'
//
// Sends requests from a process of its own and prints how many were answered in a second, and the milliseconds of each. With a rate
// there are so many a second, and not as many as are answered.

const { url, headers, connections, seconds, rate } = JSON.parse(process.argv[2] ?? '');
const times = [];
let failed = 0;
const load = autocannon({
  url,
  connections,
  duration: seconds,
  ...(rate && { overallRate: rate }),
  requests: headers.map((one) => ({ headers: one })),
});
load.on('response', (_client, status, _bytes, time) => {
  if (status === 200) times.push(time);
  else failed++;
});
load.on('reqError', () => failed++);
const { duration } = await load;
process.stdout.write(JSON.stringify({ perSecond: times.length / duration, times, failed }));
