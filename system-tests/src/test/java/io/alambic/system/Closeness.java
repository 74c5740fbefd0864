package io.alambic.system;

/** Says how close a student's answers are to the teacher's: 1 where they mean the same. */
@FunctionalInterface
interface Closeness {

    /**
     * Compares answers.
     *
     * @param student [N, width], row by row
     * @param teacher likewise
     */
    double of(float[] student, float[] teacher, int width);

    /** Returns the share of the numbers that both put on the same side of 0. */
    static double sameSigns(float[] student, float[] teacher, int width) {
        int same = 0;
        for (int i = 0; i < teacher.length; i++) {
            same += student[i] > 0 == teacher[i] > 0 ? 1 : 0;
        }
        return same / (double) teacher.length;
    }

    /** Returns the coefficient of determination of the number that is answered worst. */
    static double determination(float[] student, float[] teacher, int width) {
        double worst = 1;
        for (int number = 0; number < width; number++) {
            double mean = 0;
            for (int i = number; i < teacher.length; i += width) {
                mean += teacher[i] * (double) width / teacher.length;
            }
            double errors = 0;
            double deviations = 0;
            for (int i = number; i < teacher.length; i += width) {
                errors += Math.pow((double) student[i] - teacher[i], 2);
                deviations += Math.pow(teacher[i] - mean, 2);
            }
            worst = Math.min(worst, 1 - errors / deviations);
        }
        return worst;
    }

    /** Returns the mean cosine of the rows. */
    static double cosine(float[] student, float[] teacher, int width) {
        double sum = 0;
        for (int first = 0; first < teacher.length; first += width) {
            double dot = 0;
            double own = 0;
            double other = 0;
            for (int i = first; i < first + width; i++) {
                dot += (double) student[i] * teacher[i];
                own += (double) student[i] * student[i];
                other += (double) teacher[i] * teacher[i];
            }
            sum += dot / Math.sqrt(own * other);
        }
        return sum * width / teacher.length;
    }

    /** Returns a comparison of the largest class at each place. */
    static Closeness sameClasses(int classes, boolean classesLast) {
        return (student, teacher, width) -> {
            int places = width / classes;
            int step = classesLast ? 1 : places;
            int same = 0;
            for (int place = 0; place < teacher.length / classes; place++) {
                int first = classesLast ? place * classes : place / places * width + place % places;
                same += largest(student, first, step, classes) == largest(teacher, first, step, classes) ? 1 : 0;
            }
            return same * (double) classes / teacher.length;
        };
    }

    private static int largest(float[] numbers, int first, int step, int count) {
        int largest = 0;
        for (int i = 1; i < count; i++) {
            if (numbers[first + i * step] > numbers[first + largest * step]) {
                largest = i;
            }
        }
        return largest;
    }
}
