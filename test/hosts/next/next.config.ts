import type { NextConfig } from 'next';

const config: NextConfig = {
  basePath: '/host/next',
  trailingSlash: true,
  reactStrictMode: true,
  // Built by webpack, PGlite does not find its files; Turbopack leaves it whole by itself.
  serverExternalPackages: ['@electric-sql/pglite', 'pg'],
};

export default config;
