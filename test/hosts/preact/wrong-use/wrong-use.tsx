// Wrong uses that the type checker must refuse, one on each line.
import type {} from 'vcc-dynamics-auth/preact.js';

export const misspelt = <vcc-dynamics-auth clientID="1f4e7d0c" />;
export const mistyped = <vcc-dynamics-auth headingLevel="two" />;
export const unknownField = <vcc-dynamics-auth onvcc-dynamics-linked={(event) => event.code} />;
