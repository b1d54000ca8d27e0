#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""A real SMTP server (Debian's python3-aiosmtpd) on loopback that does what the tests ask for.

Prints a line of JSON for each thing that happens: {"listening": PORT}, {"rcpt": ADDRESS}, {"mail": {…}} once a letter is
taken, with its headers decoded and its texts by type. Reads lines of JSON: {"rcpt": "550 5.1.1 …"}, {"data": "451 …"},
{"rcpt": null} back to normal, {"rcpt_wait": SECONDS}, {"data_wait": SECONDS}, {"drop": "rcpt" | "data" | null}: closes the
connection instead of answering. With two arguments, a certificate and its key, STARTTLS is wanted; a third, NAME:PASSWORD, is
who may send.
"""
import asyncio
import email
import email.policy
import json
import ssl
import sys

from aiosmtpd.smtp import AuthResult, LoginPassword, SMTP

orders = {}


def say(**what):
    print(json.dumps(what), flush=True)


def read_mail(content):
    message = email.message_from_bytes(content, policy=email.policy.default)
    texts = {part.get_content_type(): part.get_content() for part in message.walk() if not part.is_multipart()}
    return {'headers': {name: str(value) for name, value in message.items()}, 'texts': texts,
            'defects': [str(defect) for part in message.walk() for defect in part.defects], 'raw': content.decode('ascii')}


class Handler:
    async def handle_RCPT(self, server, session, envelope, address, options):
        say(rcpt=address)
        await asyncio.sleep(orders.get('rcpt_wait') or 0)
        if orders.get('drop') == 'rcpt':
            server.transport.abort()
            return '421 gone'
        if orders.get('rcpt'):
            return orders['rcpt']
        envelope.rcpt_tos.append(address)
        return '250 2.1.5 fine'

    async def handle_DATA(self, server, session, envelope):
        mail = read_mail(envelope.content)
        say(data=mail['headers']['Message-ID'])
        await asyncio.sleep(orders.get('data_wait') or 0)
        if orders.get('data'):
            return orders['data']
        say(mail={**mail, 'from': envelope.mail_from, 'to': envelope.rcpt_tos, 'tls': session.ssl is not None,
                  'hello': session.host_name, 'authenticated': bool(session.authenticated)})
        if orders.get('drop') == 'data':
            server.transport.abort()
        return '250 2.0.0 taken'


def make_server(arguments):
    options = {'enable_SMTPUTF8': False}
    if len(arguments) >= 2:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(arguments[0], arguments[1])
        options.update(tls_context=context, require_starttls=True)
    if len(arguments) >= 3:
        name, password = arguments[2].encode().split(b':')

        def authenticate(_server, _session, _envelope, _mechanism, data):
            good = isinstance(data, LoginPassword) and (data.login, data.password) == (name, password)
            return AuthResult(success=good, handled=False)

        options.update(authenticator=authenticate, auth_required=True)
    return SMTP(Handler(), **options)


async def main():
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: make_server(sys.argv[1:]), '127.0.0.1', 0)
    reader = asyncio.StreamReader()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    say(listening=server.sockets[0].getsockname()[1])
    while line := await reader.readline():
        orders.update(json.loads(line))
        say(ordered=orders)


asyncio.run(main())
