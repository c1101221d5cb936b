/** Style sheets that esbuild gathers into dist/webview.css. */
declare module '*.css';
