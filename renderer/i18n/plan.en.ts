/** The words of a deploy's plan. */
export const planEn = {
  title: 'What will be done',
  order: 'In this order: the standby first, then the node that leads.',
  orderDual: 'In this order, one node after the other.',
  asking: 'Asking both hosts what is there…',
  refresh: 'Ask again',
  empty: 'Nothing is to be done.',
  unchanged: 'Both hosts are so already: a deploy would change nothing and only look.',
  both: 'Both nodes',
  kinds: {
    upload: 'Send the agent and unpack it to its own folder',
    install: 'Install keepalived with the host’s package manager',
    write: 'Write the file',
    link: 'Point the link to the new agent',
    keep: 'Keep a copy of what is there, for uninstalling',
    run: 'Run',
    'check-segment': 'Check that nobody else speaks for the VRIDs or answers for the addresses',
    verify: 'Wait until the node is backup or master',
    'verify-pair': 'Wait for one owner of every address: by both nodes, by their kernels and by ten adverts',
    'verify-service': 'Wait for the health checks, and ask each address for its page',
  },
  idle: 'nothing to do',
  looks: 'only looks',
  asks: 'with your consent',
  newFile: 'New file, +{{added}} −{{removed}}',
  diff: 'Changes, +{{added}} −{{removed}}',
  diffOf: 'Changes of {{path}}',
  consentTitle: 'This needs your consent',
  needsConsent: 'First: give the consent that is asked for',
  consents: {
    'install-keepalived':
      'keepalived is installed on {{nodes}} with the host’s package manager. Uninstalling removes the packages that came with it, and no others.',
    'replace-keepalived-conf':
      'The keepalived.conf on {{nodes}}, which is not as Tandem wrote it, is replaced. One from before the first deploy is brought back by uninstalling; one edited since stays beside it as keepalived.conf.tandem-kept.',
    'replace-lab':
      'This lab takes the place of another one that {{nodes}} serve now, whose virtual addresses go away there.',
  },
};
