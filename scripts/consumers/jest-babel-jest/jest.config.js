module.exports = { transformIgnorePatterns: ['/node_modules/(?!(\\.pnpm|@grantkit|ky)/)'] };
