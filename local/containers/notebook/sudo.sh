#!/bin/bash
# sudo as a notebook instance without root access has it: root acts as another user, and nobody becomes root.
if [ "$(id -u)" != 0 ]; then
  echo "$(id -un) is not in the sudoers file. This incident will be reported." >&2
  exit 1
fi
user=root login=
while [ $# -gt 0 ]; do
  case $1 in
    -u | --user) user=$2; shift 2 ;;
    -i | --login) login=yes; shift ;;
    -E | -H | -n) shift ;;
    --) shift; break ;;
    -*) echo "sudo: the local AWS knows -u, -i, -E, -H and -n, not $1" >&2; exit 1 ;;
    *) break ;;
  esac
done
entry=$(getent passwd "$user") || { echo "sudo: unknown user $user" >&2; exit 1; }
IFS=: read -r _ _ uid gid _ home shell <<< "$entry"
clean=(env -i "HOME=$home" "USER=$user" "LOGNAME=$user" "SHELL=$shell" "PATH=/usr/local/sbin:/usr/local/bin:/sbin:/bin:/usr/sbin:/usr/bin")
[ "$uid" = 0 ] || clean=(setpriv "--reuid=$uid" "--regid=$gid" --init-groups "${clean[@]}")
[ -z "$login" ] || cd "$home" || exit 1
if [ $# = 0 ]; then
  exec "${clean[@]}" "$shell" -l
elif [ -n "$login" ]; then
  exec "${clean[@]}" "$shell" -l -c "$(printf '%q ' "$@")"
fi
exec "${clean[@]}" "$@"
