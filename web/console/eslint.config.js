import hooks from "eslint-plugin-react-hooks";
import tseslint from "typescript-eslint";

export default tseslint.config(
  { ignores: ["dist", "src/api/generated.ts"] },
  {
    files: ["src/**/*.{ts,tsx}"],
    extends: [tseslint.configs.strictTypeChecked],
    plugins: { "react-hooks": hooks },
    languageOptions: { parserOptions: { project: "./tsconfig.json", tsconfigRootDir: import.meta.dirname } },
    rules: {
      "react-hooks/rules-of-hooks": "error",
      "react-hooks/exhaustive-deps": "error",
      // Numbers in texts and arrow functions that end in a call are how this code reads.
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
      "@typescript-eslint/no-confusing-void-expression": "off",
      // The router redirects by throwing what `redirect` makes.
      "@typescript-eslint/only-throw-error": "off",
      // `Link` and the API's generic answers name their type once, where it is used.
      "@typescript-eslint/no-unnecessary-type-parameters": "off",
      "max-lines": ["error", 400],
      "max-lines-per-function": ["error", { max: 100, skipComments: true }],
      "no-console": "error",
    },
  },
  {
    // One file on purpose: what the console relies on.
    files: ["src/api/types.ts"],
    rules: { "max-lines": "off" },
  },
  {
    files: ["src/**/*.test.{ts,tsx}"],
    rules: { "max-lines-per-function": "off", "@typescript-eslint/no-non-null-assertion": "off" },
  },
);
