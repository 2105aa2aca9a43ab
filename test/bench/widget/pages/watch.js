// Runs in every page before its own scripts.
{
  const find = (root) => {
    for (const element of root.querySelectorAll('*')) {
      const isButton = /^(button|fluent-button)$/i.test(element.localName) && element.getBoundingClientRect().width > 0;
      if (isButton && /sign in|link/i.test(element.textContent ?? '')) return element;
      const inside = element.shadowRoot && find(element.shadowRoot);
      if (inside) return inside;
    }
    return undefined;
  };

  window.painted = new Promise((resolve) => {
    const look = () => {
      window.button = find(document);
      if (!window.button) return void requestAnimationFrame(look);
      // A task after the frame in which it was drawn.
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => resolve(performance.now());
      requestAnimationFrame(() => port2.postMessage(undefined));
    };
    requestAnimationFrame(look);
  });

  window.blocked = 0;
  new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) window.blocked += duration - 50;
  }).observe({ type: 'longtask', buffered: true });

  window.clickToOpen = [];
  let clicked = 0;
  addEventListener('click', ({ timeStamp }) => (clicked = timeStamp), true);
  const open = window.open.bind(window);
  window.open = (...parameters) => {
    window.clickToOpen.push(performance.now() - clicked);
    return open(...parameters);
  };
}
