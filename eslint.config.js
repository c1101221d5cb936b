import js from '@eslint/js';
import lit from 'eslint-plugin-lit';
import litA11y from 'eslint-plugin-lit-a11y';
import tseslint from 'typescript-eslint';

/** Names that only some folders may import; what TypeScript's project references cannot hold. */
const restrict = (...names) => ({
  'no-restricted-imports': [
    'error',
    { paths: names.map((name) => ({ name, message: 'See docs/architecture.md, "May import".' })) },
  ],
});

export default tseslint.config(
  { ignores: ['dist/', '.cache/', 'coverage/', '.vscode-test/'] },
  js.configs.recommended,
  ...tseslint.configs.strictTypeChecked,
  ...tseslint.configs.stylisticTypeChecked,
  {
    languageOptions: {
      parserOptions: {
        projectService: { allowDefaultProject: ['eslint.config.js'] },
        tsconfigRootDir: import.meta.dirname,
      },
    },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      eqeqeq: 'error',
      'no-console': 'error',
      // Contradicts `noPropertyAccessFromIndexSignature`.
      '@typescript-eslint/dot-notation': 'off',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/consistent-type-definitions': 'off',
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
    },
  },
  { files: ['server/**'], rules: restrict('vscode', 'lit') },
  { files: ['server/protocol/**'], rules: restrict('vscode', 'lit', 'ws') },
  { files: ['extension/**'], rules: restrict('lit', 'ws') },
  { files: ['extension/connection/roomConnection.ts'], rules: restrict('lit') },
  {
    files: [
      'extension/connection/**',
      'extension/transfers/**',
      'extension/files/{fileCache,fileDigest,partFiles,receivedFiles,replaceFile}.ts',
      'extension/panel/panelHtml.ts',
    ],
    ignores: ['extension/transfers/transferNotices.ts'],
    rules: restrict('lit', 'vscode'),
  },
  { files: ['webview/**'], ...lit.configs['flat/recommended'] },
  { files: ['webview/**'], ...litA11y.configs.recommended, plugins: { 'lit-a11y': litA11y } },
  { files: ['webview/**'], rules: restrict('vscode', 'ws') },
  {
    files: ['scripts/**', 'test/**', 'bench/**', 'docs/**'],
    rules: { 'no-console': 'off' },
  },
  {
    files: ['test/**'],
    rules: {
      '@typescript-eslint/no-floating-promises': [
        'error',
        { allowForKnownSafeCalls: [{ from: 'package', name: ['describe', 'it'], package: 'mocha' }] },
      ],
      '@typescript-eslint/no-non-null-assertion': 'off',
    },
  },
  {
    files: ['docs/examples/**'],
    languageOptions: {
      globals: { Buffer: 'readonly', WebSocket: 'readonly', console: 'readonly', process: 'readonly' },
    },
  },
  { files: ['**/*.js', 'docs/**'], ...tseslint.configs.disableTypeChecked },
);
