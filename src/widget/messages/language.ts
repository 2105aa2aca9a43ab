/** The nearest `lang`, as HTML defines it: the element's own, else its ancestors', across shadow roots. */
export function nearestLang(element: Element): string {
  const holder = element.closest('[lang]');
  if (holder) return holder.getAttribute('lang') ?? '';
  const root = element.getRootNode();
  return root instanceof ShadowRoot ? nearestLang(root.host) : '';
}

/** True for the English that is built in; a page without a language counts as English. */
export function isBuiltIn(lang: string): boolean {
  return /^(en(?![-_]us)|$)/i.test(lang);
}
