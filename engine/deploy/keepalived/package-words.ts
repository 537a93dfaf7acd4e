/** What apt, dpkg and dnf print while they install: what is told as progress, and what of it says why it failed. */

/** apt's and dpkg's lines begin at once, dnf's are indented; a heading such as “Installing:” says nothing. */
const progress = /^(Get:\d|Unpacking|Setting up|Fetched|\s+(Installing|Upgrading) +:|\[\d+\/\d+\] )/;
const complaint = /^\s*(E:|W:|Err:|dpkg: error|Error|error:|Failed|No match|Unable)/;
/** dnf asks for its own help, and without /etc/os-release of its own kind it does not know the release. */
const beside = /^Unable to detect release version/;
const keptLines = 8;

/** The line as it is told, or null. */
export function toldOf(line: string): string | null {
  return progress.test(line) ? line.trim().replace(/\s+/g, ' ') : null;
}

/** The complaints, each with the indented lines that dnf explains it with; without any, the last lines. */
export function whatItSaid(lines: readonly string[], status: number | null): string {
  const complaints: string[] = [];
  let isExplaining = false;
  for (const line of lines) {
    const isComplaint = complaint.test(line) && !beside.test(line);
    isExplaining = isComplaint || (isExplaining && /^\s+\S/.test(line));
    if (isExplaining && line.trim() !== 'Error:') complaints.push(line.trim());
  }
  const kept = complaints.length > 0 ? [...new Set(complaints)] : lines.filter((line) => line.trim() !== '');
  if (kept.length > 0) return kept.slice(-keptLines).join('\n');
  return status === null ? 'the connection ended, or it took too long' : `exit status ${status}`;
}
