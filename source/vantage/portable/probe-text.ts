/**
 * The portable probe: a POSIX script that drives the curl, openssl, getent, nslookup and bash of the machine that it runs on,
 * and judges nothing. What it asks of them holds for curl from 7.61 on; what an older one can not say stays unsaid. It
 * needs the assignments of script.ts before it, writes lines `id|key|text` in plain ASCII, and ends with a checksum.
 */
export const probeText = String.raw`umask 077
PASSWORD=$ARC_NETCHECK_PROXY_PASSWORD
[ "$ARC_NETCHECK_PASSWORD" != stdin ] || IFS= read -r PASSWORD
[ -n "$PASSWORD" ] || [ ! -r "$ARC_NETCHECK_PASSWORD_FILE" ] || PASSWORD=$(cat "$ARC_NETCHECK_PASSWORD_FILE")
stores=$(env | grep -e '^SSL_CERT_FILE=' -e '^CURL_CA_BUNDLE=' -e '^REQUESTS_CA_BUNDLE=' -e '^NODE_EXTRA_CA_CERTS=')
unset ARC_NETCHECK_PROXY_PASSWORD CURL_HOME SSLKEYLOGFILE SSL_CERT_FILE SSL_CERT_DIR CURL_CA_BUNDLE
LC_ALL=C; export LC_ALL
[ "$KIND" = auto ] && KIND=$ARC_NETCHECK_VIEW
[ -n "$KIND" ] || if [ -n "$KUBERNETES_SERVICE_HOST" ] || [ -d /var/run/secrets/kubernetes.io ]; then KIND=pod
elif [ -d /var/lib/kubelet ]; then KIND=node; else KIND=jumpbox; fi
d= workers= pids=
pause() { sleep "$1" 2>/dev/null || sleep 1; }
# Who has just been started may lose a signal, and a trap may run before its number is kept: $! is asked for by itself.
stop() { kill "$@" 2>/dev/null; for s in "$@"; do while kill "$s" 2>/dev/null; do pause 0.1 & wait $!; done; done; }
quit() { trap '' TERM INT HUP PIPE; stop $workers $!; wait; [ -z "$d" ] || rm -rf "$d"; }
trap quit EXIT
trap 'exit 143' INT TERM HUP PIPE
d=$(mktemp -d 2>/dev/null) || { d=/dev/shm/arc-netcheck.$$; mkdir "$d" 2>/dev/null; } || { d=$HOME/.arc-netcheck.$$; mkdir "$d" 2>/dev/null; } ||
	{ d=; echo "-|state|no-room"; exit 3; }

have() { command -v "$1" >/dev/null 2>&1; }
# Debian's awk is a link into a folder that a container with the node's tools does not have.
if ! have awk; then for a in mawk gawk busybox; do have $a && break; done
	case $a in busybox) awk() { busybox awk "$@"; } ;; gawk) awk() { gawk "$@"; } ;; *) awk() { mawk "$@"; } ;; esac; fi
say() { printf '%s|%s|%s\n' "$1" "$2" "$3"; }
# Each line gets its prefix; what is no plain ASCII goes, and long lines and long texts are cut.
tell() { tr -d '\000-\010\013-\037\177-\377' | head -c "$3" | cut -c1-1800 | awk -v p="$1|$2|" '{ print p $0 }'; }
# A long head loses fields beyond its beginning; where each head begins and ends stays, so that it counts as whole.
shorten() { head -c 300000 | tr -d '\r' | awk '{ $0 = substr($0, 1, 1800); n += length($0) + 1 } n < 11000 || /^HTTP\// || ($0 == "" && last != "") { print; last = $0 }'; }
# A login may hold slashes and signs, and one that was torn at a blank has lost its @.
hide() { awk '{ gsub(/\/\/[^ ]*@/, "//***@"); gsub(/\/\/[^][ @\/]*:[0-9]*[^]0-9 \/"\047,][^ ]*/, "//***"); print }'; }
# Of the variables of a service, those of proxies and certificates alone: others are none of ours, and may hold secrets.
ours() {
	awk '{ o = ""; for (i = 1; i <= NF; i++) { w = $i; e = sub(/^Environment=/, "", w) ? "Environment=" : ""; n = tolower(w); gsub(/["\047]/, "", n)
		if (n !~ /^[a-z_]*_proxy=/ && n !~ /^(ssl_cert_file|node_extra_ca_certs)=/) w = ""; if (e w != "") o = o e w " " } print o }'
}
# Half to one and a half of so many seconds, so that machines do not fall into step. Awk cuts a seed off at 31 bits.
seed=$(od -An -N3 -tu1 /dev/urandom 2>/dev/null | tr -d ' \n'); [ -n "$seed" ] || seed=$$
uneven() { awk -v s="$seed$2" -v t="$1" 'BEGIN { srand(s % 2147483647); rand(); printf "%.2f", t * (0.5 + rand()) }' </dev/null; }
now() { date -u +%Y-%m-%dT%H:%M:%SZ; }
# What runs in the background can be ended at once by a trap; in the foreground it could not.
run() { "$@" & c=$!; wait $c; }
if have timeout; then limit() { run timeout "$@"; }; else limit() { shift; run "$@"; }; fi

# What systemd gives to a service: of a unit that is not there it would show an empty line. One that hangs is not waited for.
settings() {
	if have systemctl && limit 5 systemctl show -p LoadState "$1" 2>/dev/null | grep -q '=loaded'; then
		limit 5 systemctl show -p Environment "$1" 2>/dev/null
		files=$(limit 5 systemctl show -p EnvironmentFiles "$1" 2>/dev/null | sed -n 's/^EnvironmentFiles=\([^ ]*\).*/\1/p')
	else
		# Mostly neither is there, and to read them takes five processes.
		[ -e "/etc/systemd/system/$1.service" ] || [ -d "/etc/systemd/system/$1.service.d" ] || return
		cat "/etc/systemd/system/$1.service.d/"*.conf "/etc/systemd/system/$1.service" 2>/dev/null | sed -n 's/^Environment=/Environment=/p'
		files=$(cat "/etc/systemd/system/$1.service.d/"*.conf "/etc/systemd/system/$1.service" 2>/dev/null | sed -n 's/^EnvironmentFile=-*//p')
	fi
	for f in $files; do [ ! -r "$f" ] || grep -i -e '^[a-z_]*_proxy=' -e '^SSL_CERT_FILE=' "$f"; done
}
certificates() { # of whom, lines NAME=FILE: whether there are certificates
	echo "$2" | while IFS='=' read -r name f; do
		[ -n "$f" ] || continue
		what=fine; grep -q 'BEGIN CERT' "$f" 2>/dev/null || what=empty
		[ -r "$f" ] || what=unreadable
		[ -e "$f" ] || what=missing
		echo "$1 $name $what $f" | tell - ca 1000
	done
}
emit() { cat "$1" >>"$d/all"; cat "$1"; }
facts() {
	say - host "$(uname -n 2>/dev/null || hostname)"
	say - round "$ROUND"
	say - platform "$(uname -s | tr "[:upper:]" "[:lower:]") $(uname -m)"
	say - kind "$KIND"
	say - time "$(now)"
	[ -z "$ARC_NETCHECK_NODE" ] || say - node "$ARC_NETCHECK_NODE"
	say - os "$(. /etc/os-release 2>/dev/null; echo "$ID $VERSION_ID")"
	say - uid "$(id -u)"
	tools=
	for tool in curl openssl bash nslookup getent ip timeout cksum od base64 systemctl; do have $tool && tools="$tools $tool"; done
	say - tools "$tools"
	have curl && curl -V 2>/dev/null | head -1 | tell - curl 300
	have openssl && openssl version 2>/dev/null | head -1 | tell - openssl 100
	sed -n '/^[^#]/p' /etc/resolv.conf 2>/dev/null | tell - resolv 2000
	if have ip; then
		ip -o addr show scope global 2>/dev/null | tr -s ' ' | cut -d' ' -f2,4 | tell - address 1000
		ip -o link show 2>/dev/null | sed -n 's/^[0-9]*: \([^:@]*\).* mtu \([0-9]*\).*/\1 \2/p' | tell - mtu 1000
	fi
	env | grep -i '^[a-z_]*_proxy=' | sed 's#//.*@#//***@#' | hide | tell - environment 2000
	# A password in clear is named, never shown.
	env | grep -qi '^[a-z_]*_proxy=.*//[^ ]*:.*@' && say - clear environment
	certificates environment "$stores"
	for unit in containerd crio k3s k3s-agent rke2-server rke2-agent kubelet; do
		u=$(settings "$unit" | tr '\n' ' ')
		[ -n "$u" ] || continue
		echo "$u" | ours | hide | tell - "$(echo "$unit" | tr -d -)" 2000
		echo "$u" | grep -qi 'proxy=[^ ]*//[^ ]*:[^ ]*@' && say - clear "$unit"
		certificates "$unit" "$(echo "$u" | tr ' ' '\n' | tr -d "\"'" | sed 's/^Environment=//' | grep -e '^SSL_CERT_FILE=' -e '^NODE_EXTRA_CA_CERTS=')"
	done
	for f in /etc/containerd/certs.d/*/hosts.toml; do
		[ ! -r "$f" ] || certificates containerd "$(tr -d ' \t"' <"$f" | sed -n 's/^ca=\(\/.*\)/ca=\1/p')"
	done
	[ -z "$bundle" ] || say - store "$bundle $(cksum <"$bundle" 2>/dev/null)"
}

bundle=
for f in /etc/ssl/certs/ca-certificates.crt /etc/pki/tls/certs/ca-bundle.crt /etc/ssl/ca-bundle.pem /etc/ssl/cert.pem /etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem; do
	[ -r "$f" ] && { bundle=$f; break; }
done
ca=
[ -z "$EXTRA_ROOTS" ] || { ca=$d/roots; { [ -z "$bundle" ] || cat "$bundle"; echo; echo "$EXTRA_ROOTS"; } >"$ca"; }
[ -z "$PUBLIC_ROOTS" ] || echo "$PUBLIC_ROOTS" >"$d/public"

version=$(curl -V 2>/dev/null | sed -n '1s/^curl \([0-9]*\)\.\([0-9]*\).*/\1 \2/p')
version=$(echo "$version" | { read -r major minor; echo $((major * 1000 + minor)); })
packed=; curl -V 2>/dev/null | grep -q libz && packed=--compressed
nl='
'
W='w ip=%{remote_ip} own=%{local_ip} http=%{http_code} connect=%{http_connect} t=%{time_namelookup},%{time_connect},%{time_appconnect},%{time_starttransfer},%{time_total} verify=%{ssl_verify_result} version=%{http_version}\n'
[ "$version" -ge 7052 ] && W="$W"'pverify=%{proxy_ssl_verify_result}\n'
# The hello of OpenSSL 3.5 and later is a large one as it is.
small=no; curl -V 2>/dev/null | sed -n 1p | grep -q 'OpenSSL/\(3\.[0-4]\|1\)\.' && small=yes
groups=; curl -V 2>/dev/null | sed -n 1p | grep -q 'OpenSSL/3' && groups=yes
padding=$(printf 'a%.0s' 1 2 3 4 5 6 7 8 9 10); padding=$padding$padding$padding$padding$padding$padding$padding$padding$padding$padding$padding$padding$padding$padding$padding$padding$padding$padding$padding$padding
padding=,$padding,b$padding,c$padding,d$padding,e$padding,f$padding
CERTS=; [ "$version" -ge 7088 ] && CERTS='%{certs}'

# --- names: the hosts file, a name server asked directly, and what programs of this machine get
servers=$DNS
[ -n "$servers" ] || servers=$(sed -n 's/^nameserver[ 	][ 	]*\([^ 	]*\).*/\1 53/p' /etc/resolv.conf 2>/dev/null | head -3)
echo "$servers" >"$d/servers"
question() { # name type: as octal escapes
	q='\0101\0116\0001\0000\0000\0001\0000\0000\0000\0000\0000\0000'; old=$IFS; IFS=.
	for label in $1; do q="$q\\0$(printf %03o $(($(printf %s "$label" | wc -c))))$label"; done
	IFS=$old; printf '%s\\0000\\0000\\0%s\\0000\\0001' "$q" "$2"
}
ask() { # octal question, server, port: the answer, in a process of its own
	if have bash; then
		# A length of ten is a line end, at which bash would begin another packet. By exec, since it waits for ever, and is ended by its number.
		exec bash -c 'exec 3<>"/dev/udp/$2/$3" || exit 7; printf %b "$1" | dd ibs=1 obs=512 2>/dev/null >&3; exec dd bs=1500 count=1 <&3' - "$@"
	else # over TCP, with its length before it
		size=$(printf %b "$1" | wc -c)
		{ printf %b "\\0000\\0$(printf %03o $((size)))$1"; sleep 1; } | curl -q -sS -v -m 3 "telnet://$2:$3"
	fi
}
addresses() { # hexadecimal: the addresses in it, one a line
	awk -v h="$1" 'function n(p, w, i, v) { v = 0; for (i = 0; i < w * 2; i++) v = v * 16 + index("0123456789abcdef", substr(h, p + i, 1)) - 1; return v }
	function skip(p) { while (n(p, 1) > 0) { if (n(p, 1) >= 192) return p + 4; p += 2 + 2 * n(p, 1); if (p > length(h)) return p } return p + 2 }
	BEGIN { p = skip(25) + 8; for (k = n(13, 2); k > 0 && p < length(h); k--) { p = skip(p); t = n(p, 2); l = n(p + 16, 2); r = p + 20
		if (t == 1 && l == 4) print n(r, 1) "." n(r + 2, 1) "." n(r + 4, 1) "." n(r + 6, 1)
		if (t == 28 && l == 16) { s = substr(h, r, 4); for (i = 1; i < 8; i++) s = s ":" substr(h, r + 4 * i, 4); print s } p = r + 2 * l } }' </dev/null
}
resolve() { # of name: sets $found, or $guess where curl has to find the addresses
	found= guess=; say "$id" name "$1 $2"; rm -f "$d/$id.cut"
	case $2 in *:*) found=$2; return;; *[!0-9.]*) ;; *) found=$2; return;; esac
	if [ -z "$DNS" ]; then
		found=$(awk -v h="$2" '!/^#/ { for (i = 2; i <= NF; i++) if (tolower($i) == h) print $1 }' /etc/hosts 2>/dev/null)
		[ -z "$found" ] || { say "$id" hosts "$(echo $found)"; return; }
		have getent && { limit "$T" getent ahosts "$2" >"$d/$id.ns" 2>/dev/null; found=$(awk '{ print $1 }' "$d/$id.ns" | sort -u); say "$id" system "$(echo $found)"; }
		[ "$1" = proxy ] && [ -n "$found" ] && return
	fi
	if have od && { have bash || have curl; }; then
		# By no pipe, since a trap has to know what is waited for; so its names must be none of the target's.
		while read -r ns at; do
			[ -n "$ns" ] || continue
			for type in 001 034; do ask "$(question "$2" $type)" "$ns" "$at" >"$d/$id.$type.r" 2>"$d/$id.$type.e" & pids="$pids $!"; done
			j=0; while [ $j -lt $((T * 5)) ]; do
				alive=; for p in $pids; do kill -0 "$p" 2>/dev/null && alive=1; done
				[ -n "$alive" ] || break; pause 0.2; j=$((j + 1))
			done
			kill $pids 2>/dev/null; pids=
			for type in 001 034; do
				kind=dns; said=$(od -An -v -tx1 <"$d/$id.$type.r" | tr -d ' \n'); printf %s "$said" >"$d/$id.$type"
				have bash || {
					# A client for telnet takes some bytes for its own; where the length before an answer holds, it took none.
					kind=tcp
					size=$(echo "$said" | cut -c1-4); said=$(echo "$said" | cut -c5-)
					[ -z "$said" ] || [ "$(printf %s "$said" | wc -c)" -ne $((0x$size * 2)) ] || kind=dns
					printf %s "$said" >"$d/$id.$type"
					[ $kind = dns ] || { [ -z "$said" ] && [ -n "$DNS" ]; } || : >"$d/$id.cut"
				}
				[ -n "$said" ] || said=!$(grep -i -e 'dd: error' -e 'connect: ' -e 'connect to .* failed: ' -e 'Immediate connect fail' "$d/$id.$type.e" | head -1 | cut -c1-200)
				say "$id" "$kind.$type" "$ns $at $said"
			done
			[ -s "$d/$id.001" ] && break
		done <"$d/servers"
		# Of an answer that was changed the head alone counts, and where none came another client may get one: curl finds the addresses.
		direct=; if [ -e "$d/$id.cut" ]; then guess=yes
		else direct=$(for type in 001 034; do h=$(cat "$d/$id.$type" 2>/dev/null); [ -z "$h" ] || addresses "$h"; done); fi
		[ -z "$direct" ] || found=$direct
	fi
	if { ! have od || [ "$guess$DNS" = yes ]; } && have nslookup; then
		direct=; for type in a aaaa; do
			limit "$T" nslookup -type=$type "$2" >"$d/$id.ns" 2>&1; tell "$id" nslookup 2000 <"$d/$id.ns"
			direct=$direct$nl$(sed -n '/^Name:/,$s/^Address[^:]*: *\([0-9a-f.:]*\).*/\1/p' "$d/$id.ns")
		done
		[ -n "$found" ] || found=$(echo "$direct" | grep .)
	fi
}

# --- one request
fetch() { # key, url, options
	k=$1 u=$2; shift 2; o=$d/$id.$k
	# By a pipe, since older shells keep here-documents in a file.
	printf '%s\n' "$login" | curl -q -sS -v -g --connect-timeout "$T" -m "$((T * 2))" --happy-eyeballs-timeout-ms 2000 $packed -A "$AGENT" -K - -D "$o.head" -o "$o.body" -w "$W$CERTS" "$@" "$u" >"$o.w" 2>"$o.v" &
	c=$!; wait $c; rc=$?
	say "$id" "$k.rc" $rc
	sed -n '/^w ip=/p; /^pverify=/p' "$o.w" | tell "$id" "$k.w" 1000
	# Text of a stranger's goes through as data: marks of curl's own begin with a star, and nothing else does.
	grep -e '^\* ' -e '^curl: ' -e '^> CONNECT ' -e '^> GET ' "$o.v" | head -60 | cut -c1-400 | tell "$id" "$k.v" 9000
	[ ! -s "$o.head" ] || shorten <"$o.head" | tell "$id" "$k.head" 12000
	[ ! -s "$o.body" ] || tell "$id" "$k.body" 8192 <"$o.body"
	pem "$o.w"
	http=$(sed -n 's/^w .* http=\([0-9]*\) .*/\1/p' "$o.w"); connect=$(sed -n 's/^w .* connect=\([0-9]*\) .*/\1/p' "$o.w")
	tls=$(sed -n 's/^w .* t=[^,]*,[^,]*,\([^,]*\),.*/\1/p' "$o.w" | tr -d '0.')
	return $rc
}
pem() { # file: a chain is told once, whoever shows it
	grep -q 'BEGIN CERT' "$1" || return
	sed -n '/BEGIN CERT/,/END CERT/p' "$1" | head -c 40000 >"$d/$id.pem"
	sum=$(cksum <"$d/$id.pem" 2>/dev/null | tr ' ' .); [ -n "$sum" ] || sum=$(echo "$id" | tr -d -)
	say "$id" chain "$sum"
	mkdir "$d/chain.$sum" 2>/dev/null && tell "$id" "pem.$sum" 40000 <"$d/$id.pem"
}
greet_large() { # options: the largest hello that an older curl can be brought to send
	for try in 1 2; do
		curl -q -sS -v -k -g --connect-timeout "$T" -m "$T" "$@" --http2 --cert-status --curves ffdhe8192:X25519:P-256 --ciphers ALL:COMPLEMENTOFALL:@SECLEVEL=0 -o /dev/null "$url" >/dev/null 2>"$d/$id.l" &
		c=$!; wait $c; r=$?
		grep -q '(IN), TLS' "$d/$id.l" && r=0
		[ $r -ne 0 ] || break
	done
	[ $r -ne 28 ] || r=124
	say "$id" large $r; grep -i 'reset by peer' "$d/$id.l" | head -1 | tell "$id" large.v 300
}
chain() { # options: the certificates, where curl is too old to show them; and a hello of two packets, as current libraries send it
	have openssl || { case $mode$small in -yes | againyes) [ -z "$groups" ] || greet_large "$@" ;; esac; return; }
	pads=; case $mode in - | again) pads=$small ;; esac
	[ -z "$CERTS" ] || [ "$pads" = yes ] || return
	set -- -servername "$host" -showcerts
	[ "$pads" != yes ] || set -- "$@" -alpn "http/1.1$padding"
	case $proxy in
	-) a=$(sed -n 's/^w ip=\([^ ]*\) .*/\1/p' "$d/$id.a.w"); case $a in *:*) a=[$a] ;; esac; set -- "$@" -connect "$a:$port" ;;
	http:*) [ -z "$login" ] || return; set -- "$@" -connect "$host:$port" -proxy "$(echo "$proxy" | sed 's#^http://##')" ;;
	*) return ;;
	esac
	for try in 1 2; do
		limit "$T" openssl s_client "$@" >"$d/$id.s" 2>&1 </dev/null; r=$?
		grep -q 'BEGIN CERT' "$d/$id.s" && r=0 && break
	done
	[ "$pads" != yes ] || { say "$id" large "$r"; grep -i -e errno -e error "$d/$id.s" | head -3 | tell "$id" large.v 600; }
	[ -n "$CERTS" ] || pem "$d/$id.s"
}
# A directory locks an account after a few wrong passwords: one goes first, and the others wait for what comes of it.
log_in() {
	[ "$user" != - ] && [ -n "$PASSWORD" ] || return 1
	mkdir "$d/login" 2>/dev/null || { j=0; while [ ! -e "$d/taken" ] && [ ! -e "$d/rejected" ] && [ $j -lt 200 ]; do pause 0.2; j=$((j + 1)); done; }
	[ ! -e "$d/rejected" ] || { say "$id" spared 1; return 1; }
	pair=$(printf '%s' "$USER_NAME:$PASSWORD" | sed 's/[\\"]/\\&/g')
	login="proxy-basic$nl""proxy-user = \"$pair\""
}
# Where the handshake fails, some curls no longer say which address that was.
began_with_six() { grep -q '^w ip=[^ ]*:' "$d/$id.a.w" || { grep -q '^w ip= ' "$d/$id.a.w" && grep -q -e '^\* ALPN' -e '(OUT), TLS' "$d/$id.a.v"; }; }
once() {
	case $proxy in -) resolve target "$host" ;; *) resolve proxy "$(echo "$proxy" | sed -e 's#^[a-z]*://##' -e 's#:[0-9]*$##' | tr -d '[]')" ;; esac
	v4=$(echo "$found" | grep -v : | head -3 | tr '\n' , | sed 's/,$//'); v6=$(echo "$found" | grep : | head -3 | sed 's/.*/[&]/' | tr '\n' , | sed 's/,$//')
	[ -n "$v4$v6$guess" ] || { rc=6; ! have getent && ! have od && ! have nslookup || return; }
	case $proxy in
	-) peer=$host:$port; set -- --noproxy '*' ;;
	*) peer=$(echo "$proxy" | sed 's#^[a-z]*://##'); set -- --proxy "$proxy"; [ -z "$ca" ] || set -- "$@" --proxy-cacert "$ca" ;;
	esac
	a=$v4; [ -z "$v6" ] || a=$a,$v6; a=$(echo "$a" | sed 's/^,//')
	case $peer in \[*) ;; *) [ -z "$a" ] || set -- "$@" --resolve "$peer:$a" ;; esac
	[ -z "$ca" ] || set -- "$@" --cacert "$ca"
	s=https; [ "$proto" = http ] && s=http
	url=$s://$host:$port$path
	[ "$s" = http ] || set -- "$@" --http1.1 --tlsv1.2
	[ "$proto" != websocket ] || set -- "$@" -H 'Connection: Upgrade' -H 'Upgrade: websocket' -H 'Sec-WebSocket-Version: 13' -H 'Sec-WebSocket-Key: YXJjLW5ldGNoZWNrIHByb2Jl'
	case $mode in
	small) set -- "$@" -k; if [ "$version" -ge 7073 ]; then set -- "$@" --curves X25519:P-256; else set -- "$@" --tls-max 1.2; fi ;;
	neutral) set -- "$@" -k --connect-to "::$host:$port"; url=https://example.com:$port/ ;;
	connect) fetch c "$proxy/" --noproxy '*' -X CONNECT --request-target "$host:$port" -H "Host: $host:$port"; return ;;
	esac
	fetch a "$url" "$@"; rca=$rc; four=
	# A current curl begins with IPv6 in whatever order it is given them, and one answer would be that of both families.
	if [ "$proxy" = - ] && [ -n "$v4" ] && [ -n "$v6" ] && [ "$mode" = - ] && began_with_six; then
		fetch four "$url" "$@" -4
		four=$(sed -n 's/^w .* t=[^,]*,\([^,]*\),.*/\1/p' "$d/$id.four.w" | tr -d '0.')
		[ -z "$four" ] || { rca=$rc; for f in w v head body; do [ ! -e "$d/$id.four.$f" ] || mv "$d/$id.four.$f" "$d/$id.a.$f"; done; }
	fi
	challenge=$http; [ "$s" = http ] || challenge=$connect
	if [ "$challenge" = 407 ] && grep -qi '^proxy-authenticate: *basic' "$d/$id.a.head" && log_in; then
		fetch b "$url" "$@"; rca=$rc; challenge=$http; [ "$s" = http ] || challenge=$connect
		case $challenge in 407 | 401) : >"$d/rejected" ;; *) : >"$d/taken" ;; esac
	fi
	shown=$tls
	# What is said over a chain that is not trusted is evidence too.
	case $rca in 51 | 60 | 77 | 83 | 90 | 91) [ "$s" = http ] || { fetch k "$url" "$@" -k; shown=1; } ;; esac
	[ "$s" = http ] || [ -z "$shown" ] || chain "$@"
	if [ -e "$d/public" ] && [ "$rca" = 0 ] && [ "$s" = https ] && [ -z "$CERTS" ]; then fetch p "$url" "$@" --capath /dev/null --cacert "$d/public"; fi
	# curl throws away the page of a refused CONNECT, and what is no HTTP at all.
	if [ "$s" = https ] && [ "$proxy" != - ] && { [ -z "$connect" ] || [ "$connect" = 000 ] || [ "$connect" -lt 200 ] || [ "$connect" -ge 300 ]; } && [ "$rca" != 28 ] && grep -q '^> CONNECT' "$d/$id.a.v"; then
		h=; [ -z "$login" ] || h=$(printf '%s' "$USER_NAME:$PASSWORD" | base64 2>/dev/null | tr -d '\n')
		[ -z "$login" ] || login="header = \"Proxy-Authorization: Basic $h\""
		set -- --noproxy '*'; [ -z "$ca" ] || set -- "$@" --cacert "$ca"
		fetch c "$proxy/" "$@" -X CONNECT --request-target "$host:$port" -H "Host: $host:$port"; login=
	fi
	if [ "$proxy" = - ] && [ -n "$v4" ] && [ -n "$v6" ] && [ "$mode" = - ] && [ -z "$four" ] && grep -q '^w ip=[0-9.]* ' "$d/$id.a.w"; then fetch six "$url" --noproxy '*' -k --connect-timeout 2 -m 3 --resolve "$host:$port:$v6"; fi
	case $rca in 7 | 28) grep -qi unreachable "$d/$id.a.v" && for a in $(echo "$found" | head -1); do
		if have bash; then bash -c 'exec 3<>"/dev/udp/$1/9"' - "$a" 2>/dev/null; say "$id" route $?
		elif have ip && [ -z "$v6" ]; then ip route get "$a" >/dev/null 2>&1; say "$id" route $?; fi; done ;; esac
	rc=$rca
}
probe() {
	# Without an answer to these nothing is known.
	case $mode in -) tries=$((R + 1)) ;; twice) tries=2 ;; *) tries=1 ;; esac
	t=0; while [ $t -lt $tries ]; do
		t=$((t + 1)); login=; http=; connect=; tls=; rc=6; challenge=
		say "$id" try "$t $(now)"
		once
		[ "$rc" != 0 ] && [ ! -e "$d/rejected" ] || break
		case $mode$connect in twice[1-9]*) break ;; esac
		[ "$rc" = 28 ] || pause 0.3
	done
	say "$id" end "$t"
}
work() {
	trap 'trap "" TERM INT HUP; stop $! $pids; exit 143' TERM INT HUP
	i=0; while read -r id proto host port path proxy user mode; do
		i=$((i + 1)); [ $((i % N)) -eq "$1" ] || continue
		probe >"$d/$id.part" 2>/dev/null </dev/null
		mv "$d/$id.part" "$d/$id.done"
		[ -z "$GAP" ] || run pause "$(uneven "$GAP" "$i$1")"
	done <"$d/plan"
}

: >"$d/all"
say - proto "arc-netcheck/evidence@1 $NONCE" >"$d/facts"
# By exec, since what hangs below it would keep what a redirection has saved.
(exec >>"$d/facts" 2>/dev/null; facts) & workers=$!; wait $workers; workers=
[ -z "$PLAN" ] || echo "$PLAN" | sed 's/^/-|plan|/' >>"$d/facts"
emit "$d/facts"
echo "$TARGETS" | grep . >"$d/plan"
total=0; have curl && total=$(wc -l <"$d/plan")
[ "$N" -le $((total)) ] || N=$((total))
k=0; while [ $k -lt "$N" ]; do [ -z "$STEP" ] || run pause "$(uneven "$STEP" $k)"; work $k & workers="$workers $!"; k=$((k + 1)); done
told=0; idle=0
while [ $told -lt $((total)) ] && [ $idle -lt "$DEADLINE" ]; do
	for f in "$d"/*.done; do
		[ -e "$f" ] || continue
		emit "$f"; rm -f "$f"; told=$((told + 1))
	done
	[ $told -eq $((total)) ] || { sleep 1 & c=$!; wait $c; idle=$((idle + 1)); }
done
# Who has ended is ended by nobody: the number may be another's by now.
[ -n "$GAP" ] || [ $told -lt $((total)) ] || { wait $workers; workers=; }
have curl || say - state no-curl >"$d/note"; [ ! -e "$d/note" ] || emit "$d/note"
say - sum "$(($(wc -l <"$d/all"))) $(cksum <"$d/all" 2>/dev/null | cut -d' ' -f1) $NONCE"
`;
