import resolve from '@rollup/plugin-node-resolve';

export default {
  input: 'crm-admin.js',
  output: { dir: 'dist', compact: true, minifyInternalExports: true },
  plugins: [resolve({ browser: true })],
};
