/** Where keepalived's packages for Debian and RHEL put it. */
export const keepalivedUnit = 'keepalived.service';
export const keepalivedFolder = '/etc/keepalived';
export const keepalivedConf = `${keepalivedFolder}/keepalived.conf`;
/** One of ours that was edited on the host, where a deploy or an uninstall had to put another in its place. */
export const keptConf = `${keepalivedConf}.tandem-kept`;
/** What a deploy keeps on the host about the keepalived that it configured; there as long as the deploy is. */
export const deployedFolder = '/etc/tandem/keepalived';
