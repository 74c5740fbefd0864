package io.alambic.tools;

import java.time.temporal.ChronoUnit;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** Shows how far a command is: on a terminal often, elsewhere with a line now and then. */
public final class StepsBar {

    private static final int TERMINAL_REDRAW_MS = 500;
    private static final int LINE_MS = 10_000;

    private StepsBar() {}

    /** Returns a bar of that many steps, to be closed. */
    public static ProgressBar of(String task, long steps) {
        return new ProgressBarBuilder()
                .setTaskName(task)
                .setInitialMax(steps)
                .setUnit(" steps", 1)
                .setStyle(ProgressBarStyle.ASCII)
                .setUpdateIntervalMillis(Boolean.getBoolean("alambic.terminal") ? TERMINAL_REDRAW_MS : LINE_MS)
                .showSpeed()
                .setSpeedUnit(ChronoUnit.SECONDS)
                .build();
    }
}
