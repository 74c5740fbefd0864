/** What a model lets out about the samples that it, or its teachers, learned from. */
package io.alambic.bench.membership;
