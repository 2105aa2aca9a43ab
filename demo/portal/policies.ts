import { secureHeaders } from 'hono/secure-headers';

/** Security headers of the portal's answers. No page may be framed. */
export const unframed = secureHeaders({
  contentSecurityPolicy: {
    defaultSrc: ["'none'"],
    scriptSrc: ["'self'"],
    styleSrc: ["'self'"],
    connectSrc: ["'self'"],
    imgSrc: ["'self'", 'data:'],
    formAction: ["'self'"],
    baseUri: ["'none'"],
    frameAncestors: ["'none'"],
  },
  xFrameOptions: true,
  // With the default, no-referrer, browsers send `Origin: null` with a form.
  referrerPolicy: 'same-origin',
  // The callback page has to reach the page that opened it.
  crossOriginOpenerPolicy: false,
  crossOriginResourcePolicy: true,
  strictTransportSecurity: false,
});
