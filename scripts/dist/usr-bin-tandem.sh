#!/bin/sh
exec /opt/Tandem/resources/cli/tandem "$@"
