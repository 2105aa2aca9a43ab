// Wrong uses that the type checker must refuse, one on each line.
import type {} from 'vcc-dynamics-auth/solid.js';

export const misspelt = <vcc-dynamics-auth clientID="1f4e7d0c" />;
export const mistyped = <vcc-dynamics-auth prop:headingLevel="two" />;
export const unknownField = <vcc-dynamics-auth on:vcc-dynamics-linked={(event) => event.code} />;
