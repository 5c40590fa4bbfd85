"""Money, time, ids, states, errors: the ground floor. No models of its own, no business."""
