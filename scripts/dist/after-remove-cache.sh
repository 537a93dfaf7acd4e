
# What root's command line took out of the package; each other user's is in that user's own cache.
case "$1" in remove | purge) rm -rf /var/cache/tandem ;; esac
