const original = Intl.DateTimeFormat;

/** Formats this page's dates in another time zone; empty for the browser's own. */
export function setTimeZone(timeZone: string): void {
  Intl.DateTimeFormat = timeZone
    ? new Proxy(original, {
        construct: (target, [locales, options]: ConstructorParameters<typeof original>) =>
          new target(locales, { timeZone, ...options }),
      })
    : original;
}
