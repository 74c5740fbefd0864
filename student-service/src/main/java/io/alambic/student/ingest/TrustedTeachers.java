package io.alambic.student.ingest;

import java.util.LinkedHashSet;
import java.util.Set;

/**
 * The teachers whose knowledge this process has accepted. A record of such a teacher that does not fit is an odd one; many in a
 * row are not. Used by one thread.
 */
final class TrustedTeachers {

    /** Mismatches without an accepted record between them that make a mistake of the configuration likely. */
    static final int MANY = 16;

    private static final int MOST = 64;

    private final Set<String> teachers = new LinkedHashSet<>();
    private int mismatches;

    /** Records that knowledge of a teacher was accepted; returns whether it is the first. */
    boolean accepted(String teacher) {
        mismatches = 0;
        boolean added = teachers.add(teacher);
        if (teachers.size() > MOST) {
            teachers.remove(teachers.iterator().next());
        }
        return added;
    }

    /** Records that a record of a teacher does not fit; returns whether that teacher is trusted all the same. */
    boolean isTrustedAfterMismatch(String teacher) {
        mismatches++;
        if (mismatches > MANY) {
            teachers.clear();
        }
        return teachers.contains(teacher);
    }
}
