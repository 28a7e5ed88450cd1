// Checked before anything else is loaded, so that an old Node gets a sentence and not a stack trace.
const needed = [20, 19];

export function checkNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > needed[0] || (major === needed[0] && minor >= needed[1])) return;
  console.error(
    `Mindful Employer CRM needs Node ${needed.join('.')} or newer; this is Node ${process.versions.node}.\n` +
      'Get the current one from https://nodejs.org/ and start again.',
  );
  process.exit(1);
}
