// Runs before the page's own scripts and counts the channels and timers that they leave open. The element leaves none.
const channels = new Set();
const timers = new Map();

// Not counted, since they end by themselves: channels without a listener, such as MSAL's, and the <link> that MSAL keeps
// for 10 s.
globalThis.openThings = () => [
  ...[...channels].filter(({ onmessage }) => onmessage).map(({ name }) => `channel ${name}`),
  ...[...timers.values()].filter((timer) => !['timeout 10000', 'timeout 20'].includes(timer)),
];

globalThis.BroadcastChannel = class extends BroadcastChannel {
  constructor(name) {
    super(name);
    channels.add(this);
  }

  close() {
    super.close();
    channels.delete(this);
  }

  addEventListener(...parameters) {
    super.addEventListener(...parameters);
    timers.set(this, `listener of channel ${this.name}`);
  }
};

const { setInterval, setTimeout, clearInterval, clearTimeout } = globalThis;

globalThis.setInterval = (work, delay, ...rest) => {
  const id = setInterval(work, delay, ...rest);
  timers.set(id, `interval ${delay}`);
  return id;
};

globalThis.setTimeout = (work, delay, ...rest) => {
  const id = setTimeout(
    (...parameters) => {
      timers.delete(id);
      work(...parameters);
    },
    delay,
    ...rest,
  );
  timers.set(id, `timeout ${delay}`);
  return id;
};

// In browsers each of the two clears timeouts and intervals.
globalThis.clearTimeout = (id) => {
  timers.delete(id);
  clearTimeout(id);
};
globalThis.clearInterval = (id) => {
  timers.delete(id);
  clearInterval(id);
};
