import { z } from 'zod';

/** What a deploy does on a host only when a person said so. */
export const consentSchema = z.enum([
  /** Install keepalived with the host's own package manager where it is missing. */
  'install-keepalived',
  /**
   * Put our keepalived.conf in place of one that somebody else wrote, which uninstall brings back, or of ours that was
   * edited since, which stays beside it.
   */
  'replace-keepalived-conf',
  /** Put this lab in place of another one that the node serves. */
  'replace-lab',
]);
export type Consent = z.infer<typeof consentSchema>;
