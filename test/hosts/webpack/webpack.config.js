export default {
  mode: 'production',
  entry: './crm-admin.js',
  output: { filename: 'crm-admin.js', publicPath: '/host/webpack/' },
  performance: { hints: false },
};
