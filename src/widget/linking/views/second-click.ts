/** Milliseconds after a click on Link in which a second one is part of it. */
const limit = 1_000;

/** Pixels between two clicks at the same place. */
const tolerance = 5;

/**
 * Stops the second click of a double click on Link, as long as it is linking by then: it would hit what has taken the place of
 * Link, such as Cancel. Clicks by scripts pass.
 */
export function stopSecondClick(root: EventTarget, isLinking: () => boolean): void {
  let first: MouseEvent | undefined;
  const onClick = (event: Event) => {
    if (!(event instanceof MouseEvent)) return;
    if (first && isLinking() && isSecond(first, event)) {
      event.stopImmediatePropagation();
      event.preventDefault();
    } else if (event.target instanceof Element && event.target.closest('[part~=link-button]')) first = event;
  };
  root.addEventListener('click', onClick, { capture: true });
}

function isSecond(first: MouseEvent, { timeStamp, detail, clientX, clientY, isTrusted }: MouseEvent): boolean {
  if (!isTrusted || timeStamp - first.timeStamp > limit) return false;
  // A key that is held down repeats its click, and has no place.
  if (detail === 0) return first.detail === 0;
  return detail > 1 || Math.hypot(clientX - first.clientX, clientY - first.clientY) <= tolerance;
}
