
# Tandem's tap opens raw sockets, for members of the group "tandem" alone. The capability goes to the tap and to
# nothing else: Electron runs without any.
TANDEM_TAP='/opt/${sanitizedProductName}/resources/tap/tandem-tap'
getent group tandem >/dev/null || groupadd --system tandem || true
if chown root:tandem "$TANDEM_TAP" && chmod 0750 "$TANDEM_TAP" && setcap cap_net_raw+ep "$TANDEM_TAP"; then
    echo "Tandem: to capture without root, join the group: sudo usermod -aG tandem YOU, then log in again."
else
    chmod 0755 "$TANDEM_TAP" || true
    echo "Tandem: the capture right could not be set on this file system; capturing needs root." >&2
fi
