app_name = "restricted"
urlpatterns: list = []
