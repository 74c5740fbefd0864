/** Private votes: answers are drawn with noise, and what that costs is kept. */
package io.alambic.teacher.privacy;
