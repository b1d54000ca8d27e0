# SPDX-License-Identifier: Apache-2.0
# Sourced by ./run, ./test and .ci/run from the root of the project: installs what is missing and builds.
# Plain POSIX sh, because a fresh machine has no more. A start with nothing to do must stay far below a second.
#
#	. tools/setup.sh
#	setup_packages run test        Debian packages of these scopes (tools/packages), by apt-get
#	setup_npm                      npm packages as package-lock.json says
#	setup_configure yes|no         Meson, with or without tests
#	setup_build [TARGET ...]       ninja

build_dir=build
setup_log=$build_dir/setup.log
setup_log_begun=
export LC_ALL=C.UTF-8

say() {
	printf '%s\n' "$*"
}

die() {
	printf '%s\n' "$*" >&2
	exit 1
}

# Prints what goes on while the step that is logged takes its time. Ends by being killed, or with its parent.
watch_step() { # WORDS
	sleep 1 >/dev/null 2>&1
	say "$1 …"
	seconds=1
	while sleep 5 >/dev/null 2>&1 && kill -0 "$$" 2>/dev/null; do
		seconds=$((seconds + 5))
		printf '  %3d s  %.100s\n' "$seconds" "$(tail -n 1 "$setup_log" 2>/dev/null | tr -d '\r')"
	done
}

# Runs a command with its output in the log; says so only when it takes longer than a second or fails.
step() { # WORDS COMMAND [ARGUMENT ...]
	step_words=$1
	shift
	mkdir -p "$build_dir"
	[ -n "$setup_log_begun" ] || : >"$setup_log"
	setup_log_begun=yes
	printf '\n== %s: %s\n' "$step_words" "$*" >>"$setup_log"
	watch_step "$step_words" &
	watcher=$!
	step_rc=0
	"$@" >>"$setup_log" 2>&1 </dev/null || step_rc=$?
	kill "$watcher" 2>/dev/null
	wait "$watcher" 2>/dev/null
	[ "$step_rc" -eq 0 ] && return 0
	say "$step_words failed. From $setup_log:" >&2
	show_failure >&2
	return "$step_rc"
}

# The first thing that failed where ninja says so, else the end of the log; without the kilobytes of a compiler's command.
show_failure() {
	failed_at=$(grep -n '^FAILED: ' "$setup_log" | head -n 1 | cut -d: -f1)
	last_step=$(grep -n '^== ' "$setup_log" | tail -n 1 | cut -d: -f1)
	if [ -n "$failed_at" ] && [ "$failed_at" -gt "$last_step" ]; then
		tail -n "+$failed_at" "$setup_log" | head -n 40
	else
		tail -n 25 "$setup_log"
	fi | cut -c 1-240 | sed 's/^/  | /'
}

as_root() { # COMMAND [ARGUMENT ...]
	if [ "$(id -u)" -eq 0 ]; then
		"$@"
	else
		sudo "$@"
	fi
}

# Prints the packages of the scopes that are neither installed nor replaced by a command from elsewhere.
missing_packages() { # SCOPE ...
	names=
	while read -r scope package command; do
		case " $* " in
		*" $scope "*) ;;
		*) continue ;;
		esac
		if [ -n "$command" ] && command -v "$command" >/dev/null 2>&1; then
			continue
		fi
		names="$names $package"
	done <tools/packages
	[ -n "$names" ] || return 0
	# shellcheck disable=SC2086
	installed=$(dpkg-query -W -f='${Package} ${db:Status-Status}\n' $names 2>/dev/null)
	for package in $names; do
		case "
$installed
" in
		*"
$package installed
"*) ;;
		*) printf '%s ' "$package" ;;
		esac
	done
}

apt_install() { # PACKAGE ...
	as_root env DEBIAN_FRONTEND=noninteractive apt-get -y -q --no-install-recommends \
		-o Dpkg::Use-Pty=0 -o DPkg::Lock::Timeout=300 -o Acquire::Retries=3 install "$@"
}

# The tests start a PostgreSQL of their own in a temporary folder. Debian's package would also make a cluster for the
# whole machine and start it; this keeps that from happening while the package is installed, and is then taken away.
without_cluster() { # COMMAND [ARGUMENT ...]
	cluster_conf=/etc/postgresql-common/createcluster.d/yidan-setup.conf
	as_root mkdir -p "${cluster_conf%/*}" &&
		as_root sh -c "echo 'create_main_cluster = false' >$cluster_conf" || return
	cluster_rc=0
	"$@" || cluster_rc=$?
	as_root rm -f "$cluster_conf"
	return "$cluster_rc"
}

setup_packages() { # SCOPE ...
	missing=$(missing_packages "$@")
	[ -n "$missing" ] || return 0
	if ! command -v apt-get >/dev/null 2>&1; then
		die "Yidan builds on Debian 12; this system has no apt-get. It needs what these packages hold: $missing"
	fi
	if [ "$(id -u)" -ne 0 ]; then
		command -v sudo >/dev/null 2>&1 ||
			die "Please install these packages as root, then start again:
  apt-get update && apt-get install --no-install-recommends $missing"
		say "Debian packages are missing: $missing"
		sudo -v || die "sudo is needed to install them."
	fi
	step 'Reading the lists of Debian packages' \
		as_root apt-get -q -o DPkg::Lock::Timeout=300 -o Acquire::Retries=3 update || exit 1
	# shellcheck disable=SC2086
	set -- $missing
	case " $missing" in
	*" postgresql-15 "*) step "Installing $# Debian packages" without_cluster apt_install "$@" || exit 1 ;;
	*) step "Installing $# Debian packages" apt_install "$@" || exit 1 ;;
	esac
}

setup_npm() {
	[ -f package-lock.json ] || return 0
	stamp=node_modules/.yidan-stamp
	if [ -f "$stamp" ] && ! [ package-lock.json -nt "$stamp" ] && ! [ package.json -nt "$stamp" ]; then
		return 0
	fi
	# Nothing that we use needs its install script, and none is trusted to run one.
	step 'Installing npm packages' npm ci --ignore-scripts --no-audit --no-fund --loglevel=http || exit 1
	touch "$stamp"
}

# A build folder that was made without tests is given them when they are asked for; never the other way round.
setup_configure() { # yes|no
	with_tests=$build_dir/.with-tests
	if ! [ -f "$build_dir/build.ninja" ]; then
		tests=false
		[ "$1" = yes ] && tests=true
		rm -f "$with_tests"
		step 'Configuring' meson setup "$build_dir" "-Dtests=$tests" || exit 1
	elif [ "$1" = yes ] && ! [ -f "$with_tests" ]; then
		step 'Configuring' meson configure "$build_dir" -Dtests=true || exit 1
	fi
	if [ "$1" = yes ]; then
		: >"$with_tests"
	fi
}

setup_build() { # [TARGET ...]
	step 'Building' ninja -C "$build_dir" "$@" || exit 1
}
