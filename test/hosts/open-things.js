// Runs before the page's own scripts, and knows what they have left open: the element is to leave nothing.
const channels = new Set();
const timers = new Map();

// A channel that nobody hears ends by itself, such as each of MSAL's, and so does the <link> that MSAL keeps for 10 s.
globalThis.openThings = () => [
  ...[...channels].filter(({ onmessage }) => onmessage).map(({ name }) => `channel ${name}`),
  ...[...timers.values()].filter((timer) => timer !== 'timeout 10000'),
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

// To browsers either of them clears both kinds.
globalThis.clearTimeout = (id) => {
  timers.delete(id);
  clearTimeout(id);
};
globalThis.clearInterval = (id) => {
  timers.delete(id);
  clearInterval(id);
};
