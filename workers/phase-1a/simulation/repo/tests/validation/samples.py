"""Instructions to analyze: one that is good in every respect, and one that is not."""

GOOD = """# Worker 001: Greeting

## 1. DELIVERABLES

- [ ] Create file: `app/greeting.py` with 1 function, `greet(name)`

## 2. SUCCESS_CRITERIA

- [ ] `greet("Ada")` returns `Hello, Ada`
- [ ] 2 of 2 checks pass

## 3. BOUNDARIES

- CAN create: `app/greeting.py`
- CANNOT modify: `app/main.py`

## 4. DEPENDENCIES

- Workers before this one: 0

## 5. MITIGATION

- On a red check, repeat at most 2 times

## 6. TEST_PROCESS

```bash
# Test 1: the greeting names its reader
python3 -c "from app.greeting import greet; assert greet('Ada') == 'Hello, Ada'"
```

## 7. TEST_RESULTS_FORMAT

- `{"worker_id": "001", "status": "pass"}`

## 8. TASK_CLASSIFICATION

- Type: `MECHANICAL`, 1 file

## 9. RETROSPECTIVE

- Estimate: 5 minutes

## 10. PERFORMANCE_REQUIREMENTS

- At most 1 second a call
"""

POOR = """# Some worker

Maybe improve things properly, and add some suitable stuff etc.

## TEST_PROCESS

Look at it.

## DELIVERABLES

- [ ] Create file: `app/greeting.py`

## BOUNDARIES

- CANNOT modify: `app/greeting.py`
"""
