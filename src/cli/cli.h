// SPDX-License-Identifier: Apache-2.0
// The command line: `yidan COMMAND …`. One file a command (command_NAME.c), one table of options for all
// (settings.h). Results go to standard output, the log and errors to standard error. Exit codes: 0 done, 1
// failed, 2 used or configured wrongly; with 1 and 2 one line on standard error says what, and how to mend
// it. Main thread.
#ifndef YIDAN_CLI_CLI_H
#define YIDAN_CLI_CLI_H

int cli_main(int argc, char **argv);

#endif
