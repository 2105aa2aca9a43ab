import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** One way to put the portal behind nginx, under a path of its own. */
export interface Variant {
  /** Path base, without slashes. */
  name: string;
  /** What is wrong, in plain words. */
  title: string;
  /** Directives for the link endpoint, in addition to the usual ones. */
  endpoint?: string;
  /** Directives for the callback page, instead of the usual ones. */
  callback?: string;
  /** Content security policy of the page. */
  policy?: string;
  /** Directives for everything. */
  everywhere?: string;
}

/** Of a page that is as it should be. */
export const policy =
  "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; frame-src 'self'; " +
  "base-uri 'none'; form-action 'self'; frame-ancestors 'self'";

/** Of the callback page, as the README says. */
export const callbackHeaders = `
      add_header Content-Security-Policy "default-src 'none'; script-src 'self'; frame-ancestors 'self'; base-uri 'none'; form-action 'none'";
      add_header X-Content-Type-Options nosniff;
      add_header Referrer-Policy no-referrer;`;

const tls = (file: string) => fileURLToPath(new URL(`../support/tls/${file}`, import.meta.url));

/** Returns the configuration of an nginx that ends TLS, compresses, and takes each variant's path off. */
export function nginxConfiguration(
  folder: string,
  port: number,
  upstream: string,
  variants: readonly Variant[],
): string {
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((kind) => {
    mkdirSync(join(folder, kind), { recursive: true });
    return `  ${kind}_temp_path ${join(folder, kind)};`;
  });
  return `
pid ${join(folder, 'nginx.pid')};
error_log ${join(folder, 'error.log')};
worker_processes 1;
events {}
http {
  access_log off;
${temporary.join('\n')}
  gzip on;
  gzip_min_length 0;
  gzip_proxied any;
  gzip_types application/json application/problem+json text/javascript;
  proxy_cache_path ${join(folder, 'cache')} keys_zone=everybody:1m;
  server {
    listen 127.0.0.1:${port} ssl;
    ssl_certificate ${tls('certificate.pem')};
    ssl_certificate_key ${tls('key.pem')};
    proxy_http_version 1.1;
    proxy_set_header Host $http_host;
    proxy_set_header X-Forwarded-Proto https;
    location = /sorry.html {
      internal;
      default_type text/html;
      return 200 "<h1>Sorry</h1>";
    }
    location @nowhere {
      proxy_pass http://127.0.0.1:9;
    }
${variants.map((variant) => locations(variant, upstream)).join('')}
  }
}
`;
}

function locations(variant: Variant, upstream: string): string {
  const { name, endpoint = '', callback = callbackHeaders, everywhere = '' } = variant;
  return `
    location /${name}/ {
      ${everywhere}
      add_header Content-Security-Policy "${variant.policy ?? policy}";
      add_header X-Content-Type-Options nosniff;
      add_header Referrer-Policy same-origin;
      proxy_pass ${upstream}/;
    }
    location = /${name}/popup-callback.html {
      ${everywhere}${callback}
      proxy_pass ${upstream}/popup-callback.html;
    }
    location = /${name}/api/dynamics-link {
      ${everywhere}${endpoint}
      proxy_pass ${upstream}/api/dynamics-link;
    }`;
}
