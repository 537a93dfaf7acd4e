/** What differs from the last scan, and ranges that need a person's agreement. */
export const scanEn = {
  badges: { new: 'New', changed: 'Changed', gone: 'Gone' },
  changes: {
    mac: 'Was answered by {{before}}',
    address: 'Moved from {{before}}',
    'extra-address': 'Also at {{before}}',
    ssh: 'SSH was {{before}}',
    services: 'Ports were {{before}}',
  },
  nothing: 'none',
  onlyChanges: 'Only new, changed and gone',
  noChanges: 'Nothing differs from the last scan.',
  comparedWith: 'Compared with the scan of {{when}}',
  lastSeen: 'Last seen {{when}}',
  wide: 'Ask all {{addresses}} addresses, which takes about {{time}}',
} as const;
