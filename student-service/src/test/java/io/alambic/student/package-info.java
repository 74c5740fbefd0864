/** What the tests of the student share: a small task to learn, listeners that can be waited on. */
package io.alambic.student;
