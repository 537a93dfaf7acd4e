import type { Session } from '../ssh/session.ts';

export interface ShellProbe {
  /** What the login shell printed before the command did. */
  noise: string;
  /** Why it would not run /bin/sh; null where it did. */
  refusal: string | null;
  /** The host's own address that the connection came in by; empty where sshd does not say. */
  entryAddress: string;
}

const mark = '<tandem>';
/** `SSH_CONNECTION` (ssh(1)) is the user's; sudo would take it away. */
const script = `printf '%s\\n' '${mark}' "$SSH_CONNECTION"`;
const keptText = 120;

/**
 * Runs /bin/sh by its path as the login user: a restricted shell (bash(1), RESTRICTED SHELL) refuses the slash, a
 * start-up file that prints puts its words before ours.
 */
export async function probeShell(session: Session): Promise<ShellProbe> {
  const command = await session.start(['/bin/sh', '-c', script]);
  let stdout = '';
  let stderr = '';
  command.stdout.on('data', (chunk: Buffer) => {
    if (stdout.length < 65_536) stdout += chunk.toString();
  });
  command.stderr.on('data', (chunk: Buffer) => {
    if (stderr.length < 65_536) stderr += chunk.toString();
  });
  command.stdin.end();
  const status = await command.ended;
  return judgeShell({ status, stdout, stderr });
}

export function judgeShell(result: { status: number | null; stdout: string; stderr: string }): ShellProbe {
  const { status, stdout, stderr } = result;
  const at = stdout.indexOf(`${mark}\n`);
  if (status !== 0 || at < 0) {
    const said = stderr.trim() || stdout.trim() || `exit status ${status}`;
    return { noise: '', refusal: said.slice(0, keptText), entryAddress: '' };
  }
  // client address, client port, server address, server port
  const connection = stdout.slice(at + mark.length + 1).trim();
  return {
    noise: stdout.slice(0, at).trim().slice(0, keptText),
    refusal: null,
    entryAddress: connection.split(/\s+/)[2] ?? '',
  };
}
