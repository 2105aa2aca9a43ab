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

/** Of the callback page, as the README says: `diagnose()` frames it to ask it. */
export const callbackHeaders = secureHeaders({
  contentSecurityPolicy: {
    defaultSrc: ["'none'"],
    scriptSrc: ["'self'"],
    frameAncestors: ["'self'"],
    baseUri: ["'none'"],
    formAction: ["'none'"],
  },
  xFrameOptions: false,
  referrerPolicy: 'no-referrer',
  crossOriginOpenerPolicy: false,
  crossOriginResourcePolicy: true,
  strictTransportSecurity: false,
});
