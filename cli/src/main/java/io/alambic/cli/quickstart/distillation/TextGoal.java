package io.alambic.cli.quickstart.distillation;

import io.alambic.cli.report.QuickstartTask;
import java.util.List;
import java.util.Map;

/** What a student of texts learns from its transformer. */
interface TextGoal {

    /** Returns the task. */
    QuickstartTask task();

    /** Returns how many of the training texts have labels. */
    int labelled();

    /** Returns everything that decides what the teacher becomes, beside the transformer. */
    String training();

    /** Returns what making the teacher does, for the user. */
    String doing();

    /** Returns the arguments of {@code train-teacher} for it. */
    List<String> arguments();

    /** Returns the teacher's output that the student learns. */
    String output();

    /** Returns the settings of the student that belong to the goal. */
    Map<String, String> student(TrainedTeacher teacher);
}
