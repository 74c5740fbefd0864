package io.alambic.cli.quickstart;

import io.alambic.cli.Home;
import io.alambic.launch.Processes;
import io.alambic.launch.Waiting;

/**
 * What the steps of a run share.
 *
 * @param settings what the run is asked to do
 * @param home where the packaged services lie
 * @param screen what the user sees
 * @param work where files go
 * @param processes everything that was started
 * @param waiting how to wait for them
 * @param addresses where they listen
 */
record RunContext(
        QuickstartSettings settings,
        Home home,
        Screen screen,
        WorkFolder work,
        Processes processes,
        Waiting waiting,
        Addresses addresses) {

    ServiceLines lines() {
        return new ServiceLines(home, work, addresses.bootstrapServers());
    }
}
