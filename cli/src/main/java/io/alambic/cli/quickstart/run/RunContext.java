package io.alambic.cli.quickstart.run;

import io.alambic.cli.Home;
import io.alambic.cli.run.Screen;
import io.alambic.cli.run.WorkFolder;
import io.alambic.launch.Processes;
import io.alambic.launch.Waiting;

/**
 * The context that the steps of a run share.
 *
 * @param settings of the run
 * @param home locates the packaged services
 * @param screen shows progress to the user
 * @param work folder for the run's files
 * @param processes all processes that were started
 * @param waiting waits for the processes
 * @param addresses that the processes listen on
 */
public record RunContext(
        QuickstartSettings settings,
        Home home,
        Screen screen,
        WorkFolder work,
        Processes processes,
        Waiting waiting,
        Addresses addresses) {

    public ServiceLines lines() {
        return new ServiceLines(home, work, addresses.bootstrapServers());
    }
}
