/** Loads every font of `fonts.css`, so that no text is drawn before its own is there. */
export async function loadFonts(): Promise<void> {
  await Promise.all([...document.fonts].map((font) => font.load()));
}

/** Resolves when the panels have loaded what they load while the page is idle, and it is drawn. */
export async function settled(): Promise<void> {
  await new Promise((resolve) => requestIdleCallback(resolve));
  await new Promise((resolve) => requestAnimationFrame(resolve));
  await new Promise((resolve) => requestAnimationFrame(resolve));
  await document.fonts.ready;
}
