package io.alambic.models.llm;

/**
 * What may be spent within any 60 minutes, and what tokens cost.
 *
 * @param calls 0 for no limit
 * @param tokens of prompts and answers together; 0 for no limit
 * @param money in the unit of the prices; 0 for no limit
 * @param promptPrice of a million tokens of prompts
 * @param completionPrice of a million tokens of answers
 */
public record BudgetLimits(long calls, long tokens, double money, double promptPrice, double completionPrice) {

    /** No limit and no prices. */
    public static final BudgetLimits NONE = new BudgetLimits(0, 0, 0, 0, 0);

    private static final double MILLION = 1e6;

    public BudgetLimits {
        if (calls < 0 || tokens < 0 || !(money >= 0) || !(promptPrice >= 0) || !(completionPrice >= 0)) {
            throw new IllegalArgumentException("limits and prices must be at least 0");
        }
        if (money > 0 && promptPrice == 0 && completionPrice == 0) {
            throw new IllegalArgumentException("a limit of money needs a price of tokens");
        }
    }

    /** Returns what tokens cost. */
    double price(long promptTokens, long completionTokens) {
        return (promptTokens * promptPrice + completionTokens * completionPrice) / MILLION;
    }

    /** Returns whether nothing is limited. */
    boolean isUnlimited() {
        return calls == 0 && tokens == 0 && money == 0;
    }
}
