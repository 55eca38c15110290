# would run before anything else
print("here first")
