#!/bin/sh
# Asks whether a stranger can be somebody: sends calls to the public domain of a service, one of them with a forged identity.
set -u
# Words are cut by bytes, whatever bytes an answer has.
export LC_ALL=C

usage() {
    cat <<'TEXT'
check-ingress.sh [-a APPID] [-e ENV] [-d JSON] DOMAIN [PATH]

Calls https://DOMAIN four times: /_healthz, then PATH without an identity, as a user who does not exist, and without an identity again.
PATH (/ unless said) has to be one whose handler asks who calls.

  -a APPID  the mini program that the forged call claims; name yours where the program pins it
  -e ENV    the environment that it claims
  -d JSON   calls with POST and this body; they may do what such a call does

exit code  0  refused: nobody is believed here. Good
           1  answered: whoever knows the domain can be any user. Bad
           2  this script was called wrongly
           3  unreachable: nothing answers under that name. Good where public access is off, the name is spelt right and the service
              runs; else nothing was learnt
           4  TLS error: the connection is not to be trusted, so nothing was asked. Nothing was learnt
           5  unclear: neither refused nor answered. Bad where public access is meant to be off and the text says that the public
              reaches the program; else nothing was learnt, and the text says what to try
TEXT
}

openid=oFORGED0000000000_00000000-X
appid=wx0123456789abcdef
env=
body=
while getopts a:e:d:h option; do
    case $option in
        a) appid=$OPTARG ;;
        e) env=$OPTARG ;;
        d) body=$OPTARG ;;
        h) usage; exit 0 ;;
        *) usage >&2; exit 2 ;;
    esac
done
shift $((OPTIND - 1))
if [ $# -lt 1 ] || [ $# -gt 2 ]; then
    usage >&2
    exit 2
fi
command -v curl > /dev/null || { echo 'curl is missing' >&2; exit 2; }
case $1 in
    http://* | https://*) base=${1%/} ;;
    *) base=https://${1%/} ;;
esac
case ${2-/} in
    /*) path=${2-/} ;;
    *) path=/$2 ;;
esac

answer=$(mktemp) || exit 2
trap 'rm -f "$answer"' EXIT

# The status of a call, its body in $answer. Ends the script where there is no answer.
ask() {
    target=$1
    shift
    # -q: no ~/.curlrc; no redirects, so that the answer is this domain's own.
    status=$(curl -q -s -o "$answer" -w '%{http_code}' --connect-timeout 10 --max-time 70 --max-filesize 10000000 "$@" "$base$target")
    failure=$?
    case $failure in
        0) ;;
        6 | 7 | 28 | 52 | 55 | 56)
            echo "UNREACHABLE (curl $failure): nothing answers at $base."
            echo 'Public access may be off, or the name is misspelt, or the service does not run: compare it with the console.'
            exit 3
            ;;
        35 | 51 | 53 | 54 | 58 | 59 | 60 | 64 | 66 | 77 | 80 | 82 | 83 | 90 | 91 | 98)
            echo "TLS ERROR (curl $failure) at $base: its certificate or its protocol is not to be trusted. Nothing was asked."
            exit 4
            ;;
        *)
            echo "UNCLEAR: curl ended with $failure at $base$target; see EXIT CODES in its manual."
            exit 5
            ;;
    esac
}

# The code of a refusal of wxctx in $answer, as UNPROVEN; nothing for any other answer.
refusal() {
    sed -n 's/.*"code" *: *"WXCTX_\([A-Z_]*\)".*/\1/p' "$answer" | head -n 1
}

# What $answer says without words that have a digit: ids and times of a call change with each.
words() {
    sed 's/[0-9A-Za-z_.:-]*[0-9][0-9A-Za-z_.:-]*//g' "$answer" | cksum
}

ask /_healthz
healthy=no
if [ "$status" = 200 ] && [ "$(head -c 3 "$answer")" = ok ]; then
    healthy=yes
fi
elsewhere="$status $(words)"

# The same call as nobody; sets plain_refusal, and what it says in two ways.
nobody() {
    ask "$path" "$@"
    plain_refusal=$(refusal) plain="$status $(cksum < "$answer")" plain_words="$status $(words)"
}

set --
[ -z "$body" ] || set -- -H 'Content-Type: application/json' --data-binary "$body"
nobody "$@"
before=$plain before_words=$plain_words
ask "$path" "$@" ${env:+-H "X-WX-ENV: $env"} -H "X-WX-OPENID: $openid" -H "X-WX-APPID: $appid" -H 'X-WX-SOURCE: wx_client'
forged_refusal=$(refusal) forged_status=$status
forged="$status $(cksum < "$answer")" forged_words="$status $(words)"

answered() {
    echo "ANSWERED ($forged_status): $base$path took a forged X-WX-OPENID for a user."
    echo 'Whoever knows this domain can be any user. Turn public access off in the settings of the service (and the internal domain and'
    echo 'HTTP routes), or let a secret prove the calls: WXCTX_TRUST=basic or shared-secret.'
    exit 1
}

unclear() {
    echo "UNCLEAR ($forged_status${forged_refusal:+ WXCTX_$forged_refusal}): $1"
    exit 5
}

if grep -q -F "$openid" "$answer"; then
    answered
fi
case $forged_refusal in
    '') ;;
    UNPROVEN | NOT_FROM_WECHAT | UNDECLARED)
        echo "REFUSED ($forged_status WXCTX_$forged_refusal): the public reaches the program, and the program does not believe it."
        exit 0
        ;;
    FORBIDDEN)
        unclear 'the public reaches the program: a pin or allow(…) refused the call, and both can be forged too. Claim your own mini program and environment: -a, -e.'
        ;;
    *)
        unclear 'the program read what was forged and missed something, so the public reaches it. Turn public access off, and try another PATH.'
        ;;
esac

nobody "$@"
# The forged user was told what nobody is told, before or after: so it was taken for somebody, unless what is in front of the program
# stops such headers or so many calls.
if [ "$before_words" = "$plain_words" ] && [ "$forged_words" != "$plain_words" ] ||
    [ "$before" = "$plain" ] && [ "$forged" != "$plain" ]; then
    case $forged_status in
        429 | 5??) unclear 'nobody gets another answer, so something went wrong. Try again later.' ;;
        400 | 401 | 403)
            [ -n "$plain_refusal" ] || unclear "nobody gets another answer: either the program took the forged user for somebody, or something in front of it refuses X-WX-* headers. Name a PATH that the forged user would get a 2xx of."
            ;;
    esac
    answered
fi
case $forged_status in
    2??)
        reached=
        [ "$healthy" = no ] || reached='the public reaches the program (/_healthz answers), and '
        unclear "${reached}everybody gets this answer, also without an identity. Name a PATH whose handler asks who calls."
        ;;
esac
if [ "$healthy" = yes ]; then
    unclear "the public reaches the program (/_healthz answers), and $path does not tell whether it is believed. Name a PATH whose handler asks who calls; -d '{}' for POST. A program that shapes its refusals has to keep \"code\":\"WXCTX_…\" in them."
fi
case $forged_status in
    401 | 403) ;;
    404) unclear "there is nothing at $path, or no service. Name a PATH that the program has, and whose handler asks who calls." ;;
    *) unclear 'this is no answer of the program. Try again when the service runs, or another PATH.' ;;
esac
# What refuses before it asks who calls gives one answer to everything.
if [ "$plain_words" = "$elsewhere" ] && [ "$forged_words" = "$elsewhere" ]; then
    echo "REFUSED ($forged_status): not by wxctx, and /_healthz gets the same answer, so something refused before anybody asked who calls."
    exit 0
fi
unclear "not by wxctx, and /_healthz gets another answer, so the public reaches the program. Name a PATH whose handler asks who calls."
