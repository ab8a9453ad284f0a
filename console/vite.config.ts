import { readdirSync, readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join, posix } from 'node:path';
import { gzipSync } from 'node:zlib';
import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';

/** In development the console runs here and the api at RELAIS_API_URL; in production the api serves `dist`. */
const API_URL = process.env['RELAIS_API_URL'] ?? 'http://127.0.0.1:8000';
const DEV_PORT = 5173;

/** Writes a gzip file beside each asset. The api sends it to clients that accept gzip. */
const precompress = (): Plugin => ({
  name: 'precompress',
  apply: 'build',
  writeBundle: async ({ dir = '' }, bundle) => {
    await Promise.all(
      Object.values(bundle).map((file) => {
        const content = file.type === 'chunk' ? file.code : file.source;
        return writeFile(join(dir, `${file.fileName}.gz`), gzipSync(content));
      }),
    );
  },
});

/**
 * The worker of pdf.js and what it reads besides a PDF: character maps, fonts that a PDF may leave out, decoders
 * without WebAssembly.
 */
const PDF_FILES = {
  '.': /^LICENSE$/,
  'legacy/build': /^pdf\.worker\.min\.mjs$/,
  cmaps: /\.bcmap$|^LICENSE/,
  standard_fonts: /\.(?:pfb|ttf)$|^LICENSE/,
  wasm: /_nowasm_fallback\.js$|^LICENSE_(?:PDFJS_)?(?:JBIG2|OPENJPEG)$/,
};

/** Serves them from the console's own files, with the version in their address. */
const pdfFiles = (): Plugin => {
  const root = dirname(createRequire(import.meta.url).resolve('pdfjs-dist/package.json'));
  const { version }: { version: string } = JSON.parse(
    readFileSync(join(root, 'package.json'), 'utf8'),
  );
  const files = new Map(
    Object.entries(PDF_FILES).flatMap(([directory, names]) =>
      readdirSync(join(root, directory))
        .filter((name) => names.test(name))
        .map((name) => [
          posix.join(`assets/pdfjs-${version}`, directory, name),
          join(root, directory, name),
        ]),
    ),
  );
  return {
    name: 'pdf-files',
    generateBundle() {
      for (const [fileName, path] of files) {
        this.emitFile({ type: 'asset', fileName, source: readFileSync(path) });
      }
    },
    configureServer(server) {
      server.middlewares.use((request, response, next) => {
        const path = files.get((request.url ?? '').slice(1));
        if (path === undefined) return next();
        if (/\.m?js$/.test(path)) response.setHeader('Content-Type', 'text/javascript');
        response.end(readFileSync(path));
      });
    },
  };
};

export default defineConfig({
  plugins: [react(), pdfFiles(), precompress()],
  server: {
    host: '127.0.0.1',
    port: DEV_PORT,
    proxy: { '/api': { target: API_URL }, '^/inbox/': { target: API_URL } },
  },
  build: {
    outDir: 'dist',
    target: 'es2022',
    // Browsers with light-dark(). The fallback would need the colour scheme in the CSS.
    cssTarget: ['chrome123', 'edge123', 'firefox120', 'safari17.5'],
    // The content security policy forbids data: scripts, and small files cache well.
    assetsInlineLimit: 0,
    // Which file a page is in: the test on the size of the first load reads it.
    manifest: true,
    rolldownOptions: {
      output: {
        // Libraries that every page needs: they change less often than the console, so they cache longer.
        codeSplitting: {
          groups: [
            { name: 'react', test: /node_modules[\\/](?:react|react-dom|scheduler)[\\/]/ },
            {
              name: 'tanstack',
              test: /node_modules[\\/]@tanstack[\\/](?!react-virtual|virtual-core)/,
            },
            // What the routes read of an address. All of it is in the first load, and one file is smaller than many.
            { name: 'searches', test: /console[\\/]src[\\/]pages[\\/][\w-]+[\\/]search\.ts$/ },
          ],
        },
      },
    },
  },
});
