/** In the place of a password, however long that is. */
const hidden = '********';

/** Of an agent's configuration (JSON, a field a line). */
const inAgentConfig = /("authPass":\s*)"(?:[^"\\]|\\.)*"/g;
/** Of a keepalived.conf, whoever wrote it: keyword and value stand on one line (keepalived.conf(5)). */
const inKeepalivedConf = /(\bauth_pass\b[^\S\n]+)\S.*/g;

export const hasPassword = (config: string): boolean => hidePasswords(config) !== config;

/** A configuration, or a difference of two, as it may be shown and logged: the words that hosts prove themselves by are hidden. */
export function hidePasswords(text: string): string {
  return text.replace(inAgentConfig, `$1"${hidden}"`).replace(inKeepalivedConf, `$1${hidden}`);
}
