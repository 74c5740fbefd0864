package io.alambic.student.knowledge;

import io.alambic.core.checkpoint.TaughtBy;
import io.alambic.v1.Knowledge;
import io.alambic.v1.MergedTeacher;
import java.util.ArrayList;
import java.util.List;

/** Names the teachers of a knowledge record, for the lineage. */
final class Teachers {

    private static final int MOST_CHARACTERS = 128;

    /** Most teachers of one merged record that are named. */
    private static final int MOST_MERGED = 64;

    private Teachers() {}

    /** Returns who answered, and where that is a merge whose answers are in it. */
    static List<TaughtBy> of(Knowledge knowledge) {
        TaughtBy one = TaughtBy.alone(cut(knowledge.getTeacherName()), cut(knowledge.getTeacherVersion()));
        if (knowledge.getTeachersCount() == 0) {
            return List.of(one);
        }
        String merge = one.name() + "@" + one.version();
        List<TaughtBy> all = new ArrayList<>(List.of(one));
        for (MergedTeacher teacher :
                knowledge.getTeachersList().subList(0, Math.min(MOST_MERGED, knowledge.getTeachersCount()))) {
            all.add(new TaughtBy(cut(teacher.getName()), cut(teacher.getVersion()), merge, 1));
        }
        return TaughtBy.sum(List.of(), all);
    }

    private static String cut(String text) {
        return text.substring(0, Math.min(text.length(), MOST_CHARACTERS));
    }
}
