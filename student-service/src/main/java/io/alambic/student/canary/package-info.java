/** Tries candidates on requests before they are promoted. */
package io.alambic.student.canary;
