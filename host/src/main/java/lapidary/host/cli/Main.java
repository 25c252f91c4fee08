package lapidary.host.cli;

import lapidary.host.app.Lapidary;

/** Where {@code bin/lapidary} enters. */
public final class Main {
    private Main() {}

    public static void main(String[] arguments) {
        var terminal = Terminal.ofThisProcess();
        int status = LapidaryCommand.commandLine(terminal, Lapidary::start).execute(arguments);
        terminal.flush();
        System.exit(status);
    }
}
