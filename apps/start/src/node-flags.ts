/**
 * How web and worker are run (the Dockerfile says the same). Given a limit, V8 collects its heap sooner, and the process keeps
 * to about what it uses: a worker that sends 60,000 mails peaks at 225 MB instead of 360, no slower. The live heap is about
 * 70 MB. A limit in NODE_OPTIONS goes before ours.
 */
export const nodeFlags = (options = process.env['NODE_OPTIONS'] ?? ''): string[] => [
  '--enable-source-maps',
  '--max-semi-space-size=32',
  ...(options.includes('--max-old-space-size') ? [] : ['--max-old-space-size=1024']),
];
