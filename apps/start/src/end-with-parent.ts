/**
 * Loaded before web and worker when the start runs them (node --import): when the start is gone, killed as it may be,
 * they end too. What is under way gets ten seconds.
 */
process.on('disconnect', () => {
  process.kill(process.pid, 'SIGTERM');
  setTimeout(() => process.exit(1), 10_000).unref();
});
